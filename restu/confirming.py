"""Asking the person at the terminal before something that cannot be taken back."""


def confirmed(question: str) -> bool:
    """Whether `yes` was typed, whole; it was not where nobody can type."""
    try:
        return input(f"{question} Type yes: ").strip() == "yes"
    except EOFError:
        print()
        return False
