"""What a new file is: its nature and its columns, guessed from titles and values, tried before anything is
written.
"""
