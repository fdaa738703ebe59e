# fish completion for dvc-model-verify. Made by scripts/update-completions.
function __dvc_model_verify
    set -l words (commandline -xpc 2>/dev/null; or commandline -opc)
    set -e words[1]
    set -l current (commandline -ct | string replace -r '^["\']' '')
    set -l answer (command dvc-model-verify __complete words $words "$current" 2>/dev/null)
    set -l kind $answer[1]
    set -e answer[1]
    set -l option (string match -r '^--[^=]*=' -- "$current")
    set -l path (string replace -r '^--[^=]*=' '' -- "$current")
    switch "$kind"
        case files
            set answer "$option"(__fish_complete_path "$path")
        case folders
            set answer "$option"(__fish_complete_directories "$path")
    end
    printf '%s\n' $answer
end
complete -c dvc-model-verify -f -k -a '(__dvc_model_verify)'
