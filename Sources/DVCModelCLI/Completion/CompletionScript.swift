/// The scripts in `completions/`, one for each tool and shell, by which the shell asks the tool itself.
package enum CompletionScript: String, CaseIterable, Sendable {
    case bash
    case zsh
    case fish

    /// As the shell looks for it.
    package func fileName(of tool: String) -> String {
        switch self {
        case .bash: "\(tool).bash"
        case .zsh: "_\(tool)"
        case .fish: "\(tool).fish"
        }
    }

    package func text(for tool: String) -> String {
        let function = "_" + tool.map { $0 == "-" ? "_" : $0 }
        return switch self {
        case .bash: Self.bash(tool, function)
        case .zsh: Self.zsh(tool, function)
        case .fish: Self.fish(tool, "_\(function)")
        }
    }

    /// For bash 3.2 and later. There `compopt` and `nosort` are missing, and an answer that ends the word brings its own
    /// blank.
    private static func bash(_ tool: String, _ function: String) -> String {
        #"""
        # bash completion for \#(tool). Made by scripts/update-completions.
        \#(function)() {
            local kind='' line
            COMPREPLY=()
            while IFS= read -r line; do
                if [ -z "$kind" ]; then
                    kind=$line
                else
                    COMPREPLY+=("$line")
                fi
            done < <(command \#(tool) \#(CompletionCommand.name) bash "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
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
        complete -o nospace -o nosort -F \#(function) \#(tool) 2>/dev/null ||
            complete -o nospace -F \#(function) \#(tool)

        """#
    }

    private static func zsh(_ tool: String, _ function: String) -> String {
        #"""
        #compdef \#(tool)
        # zsh completion for \#(tool). Made by scripts/update-completions.
        \#(function)() {
            local -a answer whole begun
            local line word described
            answer=("${(@f)$(command \#(tool) \#(CompletionCommand.name) words "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
            case $answer[1] in
                files) [[ $PREFIX == --*=* ]] && compset -P '*='; _files ;;
                folders) [[ $PREFIX == --*=* ]] && compset -P '*='; _files -/ ;;
                words)
                    for line in "${(@)answer[2,-1]}"; do
                        word=${line%%$'\t'*}
                        described="${word//:/\\:}:${line#*$'\t'}"
                        if [[ $word == *['=@:#'] ]]; then
                            begun+=("$described")
                        else
                            whole+=("$described")
                        fi
                    done
                    _describe -V '\#(tool)' whole -- begun -S ''
                    ;;
            esac
        }
        \#(function) "$@"

        """#
    }

    private static func fish(_ tool: String, _ function: String) -> String {
        #"""
        # fish completion for \#(tool). Made by scripts/update-completions.
        function \#(function)
            set -l words (commandline -xpc 2>/dev/null; or commandline -opc)
            set -e words[1]
            set -l current (commandline -ct | string replace -r '^["\']' '')
            set -l answer (command \#(tool) \#(CompletionCommand.name) words $words "$current" 2>/dev/null)
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
        complete -c \#(tool) -f -k -a '(\#(function))'

        """#
    }
}
