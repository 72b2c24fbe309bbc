import Testing

@testable import NetworkWatcher

@Suite("Suggestions")
struct SuggestionTests {
  @Test(
    "The nearest candidate is meant, if it is near",
    arguments: [
      ("hbu", "hub"), ("location", "location1"), ("spoek", "spoke"), ("branhc", "branch"),
      ("xyz", nil), ("remoteremote", nil),
    ] as [(String, String?)])
  func closest(word: String, meant: String?) {
    let names = ["hub", "spoke", "branch", "remote", "location1", "location2"]
    #expect(Suggestion.closest(to: word, among: names) == meant)
  }
}
