internal import Hummingbird
internal import Mustache
enum Probe {}
