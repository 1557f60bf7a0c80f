"""What is kept of every session, on disk, for its owner alone.

writer     writes a session down as it happens, beside the call
file       the file of one session, and what becomes of a full disk
store      finds and removes what was written
listing    sessions as a list shows them
restoring  what another session needs to go on
names      short names for hands to type
header     what a session is
handles    what a service resumes it by
disk       private folders and files, on the disk for good
lock       tells a session that goes on from one that was broken off
"""
