# bash completion for dvc-model-pull. Made by scripts/update-completions.
_dvc_model_pull() {
    local kind='' line
    COMPREPLY=()
    while IFS= read -r line; do
        if [ -z "$kind" ]; then
            kind=$line
        else
            COMPREPLY+=("$line")
        fi
    done < <(command dvc-model-pull __complete bash "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
    case $kind in
        files)
            if type compopt >/dev/null 2>&1; then
                compopt +o nospace -o default
            else
                while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$2")
            fi
            ;;
        folders)
            if type compopt >/dev/null 2>&1; then
                compopt -o dirnames
            else
                while IFS= read -r line; do COMPREPLY+=("$line/"); done < <(compgen -d -- "$2")
            fi
            ;;
    esac
}
complete -o nospace -o nosort -F _dvc_model_pull dvc-model-pull 2>/dev/null ||
    complete -o nospace -F _dvc_model_pull dvc-model-pull
