import ResourceModel

/// What happens around a tool while it runs: who looks on, which links change, and who may stop it.
package struct Watch {
  /// Takes what every device sees.
  package var capture: PacketCapture?
  /// Takes what crosses peerings.
  package var meter: SharedPeeringMeter?
  /// Whether what every device sees is kept, so that the answer can be explained.
  package var keepsJourneys: Bool
  /// What changes at points of virtual time.
  package var timeline: [TimelineEvent]
  /// Asked before each probe.
  package var isInterrupted: () -> Bool

  package init(
    capture: PacketCapture? = nil, meter: SharedPeeringMeter? = nil, keepsJourneys: Bool = false,
    timeline: [TimelineEvent] = [],
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.capture = capture
    self.meter = meter
    self.keepsJourneys = keepsJourneys
    self.timeline = timeline
    self.isInterrupted = isInterrupted
  }
}
