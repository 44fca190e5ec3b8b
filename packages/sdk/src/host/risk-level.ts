/** How much harm something could do. */
export type RiskLevel = "unknown" | "low" | "medium" | "high" | "critical";
