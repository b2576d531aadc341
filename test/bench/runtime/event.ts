/** A request as API Gateway hands it to a function, payload format 2.0, with as many headers as browsers send. */
export function requestTo(path: string): object {
  const http = { method: "POST", path, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "bench" };
  return {
    version: "2.0",
    routeKey: `POST ${path}`,
    rawPath: path,
    rawQueryString: "",
    headers: Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`header-${index}`, "value of some length"])),
    requestContext: { accountId: "1", apiId: "a", http, requestId: "r", stage: "$default", timeEpoch: 1 },
    body: `{"sku":"abc","quantity":2}`,
    isBase64Encoded: false,
  };
}

/** What a function is told besides. */
export const context = { awsRequestId: "r", functionName: "f", getRemainingTimeInMillis: () => 3000 };

/** A function's handler. */
export type Handler = (event: unknown, invocation: object) => Promise<{ readonly statusCode: number }>;
