"""What the user wants, from five places: defaults < file < profile < environment < flags.

settings   the keys, their types and units
file       the settings file: where it is, what it holds
layers     the places, laid over each other; every value remembers its source
check      whether the settings fit the model
example    a settings file that shows every key

and what the environment says of networks, for whoever sends a request: authorities, proxies.
"""
