/** A class without a package, named like a tag of canonical text. */
@SuppressWarnings("DefaultPackage")
record List(int x) {}
