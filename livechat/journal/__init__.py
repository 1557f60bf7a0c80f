"""What is kept of every session, on disk, for its owner alone.

writer   writes a session down as it happens
store    finds, lists, reads and removes what was written
lock     tells a session that goes on from one that was broken off
"""
