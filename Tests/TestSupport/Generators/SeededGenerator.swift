import Addressing

/// The generator of every seeded test.
package typealias SeededGenerator = SplitMix64
