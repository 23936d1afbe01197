"""What the action plugin `switch_text` is made of: a terminal, a device's dialect, texts, and the way between them."""
