extension [Int64] {
    /// The sum, or the largest number where it is larger still: a server may state any size.
    package var saturatingSum: Int64 {
        reduce(0) { sum, number in
            let (result, isOverflowing) = sum.addingReportingOverflow(number)
            return isOverflowing ? .max : result
        }
    }
}
