import Addressing
import DataPlane

/// The directed links of an estate by number. A link that was there before a change of the resources keeps its number.
struct LinkPlan: Sendable {
  /// What makes two links of two states the same one.
  enum Key: Hashable, Sendable {
    case pair(String, from: InterfaceID, to: InterfaceID)
    /// Several links in a row.
    case chain(from: InterfaceID, to: InterfaceID)
    case fabric(FabricPlan.Place, FabricPlan.Place)
  }

  private(set) var links: [CompiledLink] = []
  private var numbers: [Key: LinkID] = [:]

  /// - Parameter earlier: the links before the change; until they are added again nothing names them.
  init(after earlier: LinkPlan? = nil) {
    guard let earlier else { return }
    links = earlier.links
    numbers = earlier.numbers
    for index in links.indices { links[index].names = [] }
  }

  mutating func add(_ link: CompiledLink, _ key: Key) -> LinkID {
    if let known = numbers[key] {
      links[known.index] = link
      return known
    }
    let number = LinkID(rawValue: Int32(links.count))
    links.append(link)
    numbers[key] = number
    return number
  }
}
