#compdef callboard
# Completion of callboard for zsh: source <(callboard completion zsh), after compinit

_callboard() {
    local -a given candidates
    local value description
    given=("${(@Q)words[2,CURRENT]}")
    if [[ ${words[1]:t} == aws ]]; then
        given=(aws "${given[@]}")
    fi
    while IFS=$'\t' read -r value description; do
        candidates+=("${value//:/\\:}${description:+:$description}")
    done < <(callboard __complete -- "${given[@]}" 2> /dev/null)
    if (( $#candidates )); then
        _describe -V callboard candidates
    else
        _files
    fi
}

compdef _callboard callboard
if [[ -n ${commands[aws]} && ${commands[aws]} -ef ${commands[callboard]} ]]; then
    compdef _callboard aws
fi
