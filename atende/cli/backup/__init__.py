"""`atende backup`, `restore` and `verify`: everything an install keeps, in one encrypted file, and back again.

The file is an age file (https://age-encryption.org) that holds a tar archive: a manifest with the rows of every table per
tenant, the database as `pg_dump` wrote it in the same snapshot, the files, the keys. The twin's world is not in it.
"""
