# Completion of callboard for bash: eval "$(callboard completion bash)"

_callboard() {
    local words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
    # Takes words apart at blanks only, where the package bash-completion is installed.
    if declare -F _get_comp_words_by_ref > /dev/null; then
        _get_comp_words_by_ref -n =: -w words -i cword
    fi
    local given=("${words[@]:1:cword}")
    if [[ ${words[0]##*/} == aws ]]; then
        given=(aws "${given[@]}")
    fi
    # bash replaces only what follows the last colon or equals sign.
    local cursor=${words[cword]} kept=
    if [[ $cursor == *[:=]* && $COMP_WORDBREAKS == *[:=]* ]]; then
        kept=${cursor%"${cursor##*[:=]}"}
    fi
    local value description
    COMPREPLY=()
    while IFS=$'\t' read -r value description; do
        COMPREPLY+=("${value#"$kept"}")
    done < <(callboard __complete -- "${given[@]}" 2> /dev/null)
}

complete -o default -o nosort -F _callboard callboard 2> /dev/null || complete -o default -F _callboard callboard
if [[ "$(type -P aws)" -ef "$(type -P callboard)" ]]; then
    complete -o default -o nosort -F _callboard aws 2> /dev/null || complete -o default -F _callboard aws
fi
