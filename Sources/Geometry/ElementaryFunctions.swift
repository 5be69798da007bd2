internal import Foundation

func sine(_ x: Double) -> Double { sin(x) }
func arcTangent(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
func cosine(_ x: Double) -> Double { cos(x) }
func exponential(_ x: Double) -> Double { exp(x) }
