internal import CShims

package enum Memory {
    /// Has what is large given back to the system as soon as it is free. glibc otherwise keeps ever larger pieces for
    /// later, which is no use to who downloads, and costs a pull of ten thousand files 5 to 40 MiB.
    package static func keepLittle() {
        cshims_map_from(128 << 10)
    }
}
