# Completion of callboard for fish: callboard completion fish | source

function __callboard_complete
    set -l given (commandline -opc)
    set -l program (string replace -r '.*/' '' -- $given[1])
    set -e given[1]
    if test "$program" = aws
        set -p given aws
    end
    set -l candidates (callboard __complete -- $given (commandline -ct) 2>/dev/null)
    if test (count $candidates) -gt 0
        printf '%s\n' $candidates
    else
        __fish_complete_path (commandline -ct)
    end
end

complete -c callboard -f -a '(__callboard_complete)'
if type -q aws; and test (realpath (type -p aws)) = (realpath (type -p callboard))
    complete -c aws -f -a '(__callboard_complete)'
end
