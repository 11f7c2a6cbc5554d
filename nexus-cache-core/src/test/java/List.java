/** A class without a package, named like a tag of canonical text. */
@SuppressWarnings("unused")
record List(int x) {}
