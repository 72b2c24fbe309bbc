/// Whose year's rules a document follows: Azure changed some between the documents that this project is measured by.
package enum EraProfile: String, CaseIterable, Comparable, Sendable {
  case azure2015 = "azure-2015"
  case azure2017 = "azure-2017"
  case azure2018 = "azure-2018"
  case azure2019 = "azure-2019"
  case current

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

  private var rank: Int {
    switch self {
    case .azure2015: 0
    case .azure2017: 1
    case .azure2018: 2
    case .azure2019: 3
    case .current: 4
    }
  }
}
