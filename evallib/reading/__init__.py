"""What a department sent, read into a record whose every figure knows its place."""
