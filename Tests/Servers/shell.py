#!/usr/bin/env python3
"""Types keys into an interactive shell on a terminal of its own, and prints what the command line is then.

usage: shell.py SHELL COMPLETIONS KEYS

SHELL is bash, bash-completion (bash with the package of that name), zsh, zsh-extended (with EXTENDED_GLOB) or fish;
COMPLETIONS is the folder of the scripts, which each shell finds as an installation would have it. KEYS are typed as they
are, with the escapes of Python: "\\t" is Tab, "\\x1b[D" the cursor key to the left. No sleeping: the shell's own key
binding for Ctrl-X p prints the line between two marks, and the shell reads its keys in order. What the screen showed in
between goes to stderr.
"""

import os
import sys
import tempfile

import pexpect

BASH_COMPLETION = [
    f"{folder}/bash-completion/bash_completion"
    for folder in ("/usr/share", "/opt/homebrew/share", "/usr/local/share")
]

BASH = """
PS1='ready> '
bind 'set enable-bracketed-paste off' 2>/dev/null
bind 'set bell-style none'
bind 'set page-completions off'
bind 'set completion-query-items 0'
print_line() { printf '%s' "<<$READLINE_LINE|$READLINE_POINT>>"; }
bind -x '"\\C-xp": print_line'
"""

ZSH = """
PS1='ready> '
unsetopt BEEP
autoload -Uz compinit
compinit -u -D
print_line() { print -rn -- "<<$BUFFER|$CURSOR>>" }
zle -N print_line
bindkey '^Xp' print_line
"""

FISH = """
function fish_prompt; printf 'ready> '; end
function fish_greeting; end
function print_line; printf '%s' '<<'(commandline | string collect)'|'(commandline -C)'>>'; end
bind \\cxp print_line
"""


def start(shell: str, completions: str, home: str) -> pexpect.spawn:
    kind, _, variant = shell.partition("-")
    environment = {**os.environ, "HOME": home, "TERM": "dumb", "LANG": "C.UTF-8", "COLUMNS": "200"}
    environment.update({"XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "ZDOTDIR": home})
    if kind == "bash":
        if variant:
            folder = os.path.join(home, "bash-completion")
            os.makedirs(folder)
            os.symlink(completions, os.path.join(folder, "completions"))
            package = next(path for path in BASH_COMPLETION if os.path.exists(path))
            setup = f". {package}\n" + BASH
        else:
            scripts = sorted(name for name in os.listdir(completions) if name.endswith(".bash"))
            setup = "".join(f". '{completions}/{name}'\n" for name in scripts) + BASH
        write(home, "setup", setup)
        command = ["bash", "--noprofile", "--rcfile", os.path.join(home, "setup"), "-i"]
    elif kind == "zsh":
        setup = f"fpath=('{completions}' $fpath)\n" + ZSH + ("setopt EXTENDED_GLOB\n" if variant else "")
        write(home, ".zshrc", setup)
        command = ["zsh", "-d", "-i"]
    else:
        folder = os.path.join(home, "fish")
        os.makedirs(folder)
        os.symlink(completions, os.path.join(folder, "completions"))
        write(home, "fish/config.fish", FISH)
        environment["TERM"] = "xterm"
        command = ["fish", "-i"]
    return pexpect.spawn(
        command[0], command[1:], env=environment, encoding="utf-8", dimensions=(60, 200), timeout=60
    )


def write(home: str, name: str, text: str) -> None:
    with open(os.path.join(home, name), "w", encoding="utf-8") as file:
        file.write(text)


def main() -> None:
    shell, completions, keys = sys.argv[1:]
    with tempfile.TemporaryDirectory() as home:
        child = start(shell, completions, home)
        child.logfile_read = sys.stderr
        child.expect_exact("ready> ")
        child.send(keys.encode().decode("unicode_escape") + "\x18p")
        child.expect(r"<<(.*?)\|(\d+)>>")
        line, cursor = child.match.group(1), int(child.match.group(2))
        print(f"{line[:cursor]}|{line[cursor:]}")
        child.close(force=True)


if __name__ == "__main__":
    main()
