const forbidden =
  /(?:^|\/)(?:\.git\/.*|\.env(?:\.[^/]*)?|[^/]*\.(?:pem|key|p12|pfx|keystore|map)|id_(?:rsa|dsa|ecdsa|ed25519))$/iu;

/** Whether a file must never be deployed: environment files, keys, version control, source maps. */
export function isForbidden(file: string): boolean {
  return forbidden.test(file);
}
