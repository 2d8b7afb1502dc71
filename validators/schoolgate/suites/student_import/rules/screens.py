"""Where things are mended, in the words of whoever sits in front of it."""

FILE = "The student file: the system that it comes from"
SETTINGS = "Import: settings"
PROGRAMS = "Database: programs"
PEOPLE = "Database: people and their roles"
SETUP = "Database: setup of the school (support)"
DATABASE = "The list of existing students: export from the database"
