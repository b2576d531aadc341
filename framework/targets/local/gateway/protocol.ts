/** The protocols of AWS services, as far as errors are drawn in them: https://smithy.io/2.0/aws/protocols/index.html */
import type { IncomingHttpHeaders } from "node:http";
import type { WireError, WireResponse } from "../../../kinds/local.ts";

/** `json`: JSON 1.0 and 1.1, and REST with JSON. `query`: forms in, XML out. `xml`: REST with XML, as S3 speaks it. */
export type Protocol = "json" | "query" | "xml";

/** The protocol that a request is written in. */
export function protocolOf(service: string, headers: IncomingHttpHeaders): Protocol {
  if (service === "s3") return "xml";
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ? "query" : "json";
}

/** The code that a protocol has for a missing right. */
export function deniedCode(protocol: Protocol): string {
  return protocol === "json" ? "AccessDeniedException" : "AccessDenied";
}

/** An error as the clients of a protocol read it. */
export function drawError(error: WireError, protocol: Protocol): WireResponse {
  const { status, code, message } = error;
  if (protocol === "json") {
    const body = JSON.stringify({ __type: code, message, Message: message });
    return { status, headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": code }, body };
  }
  const fault = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  const type = status < 500 ? "Sender" : "Receiver";
  const body =
    protocol === "xml"
      ? `<Error>${fault}</Error>`
      : `<ErrorResponse><Error><Type>${type}</Type>${fault}</Error></ErrorResponse>`;
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  return { status, headers: { "content-type": "application/xml" }, body: declaration + body };
}

function escapeXml(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[<>&"\u0000-\u001f]/gu, (char) => `&#${char.charCodeAt(0)};`);
}
