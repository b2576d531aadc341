/** What of a package's description decides how it is shipped. */
export interface PackageDescription {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

/** Where functions run, in npm's words. */
export const platform = { os: "linux", cpu: "arm64", libc: "glibc" } as const;

/** A package that is not installed for the functions' platform. */
export interface ForeignPackage {
  readonly name: string;
  /** What of it would have to be installed besides, with versions; none where it is compiled as a whole. */
  readonly parts: readonly string[];
}

/**
 * What installs a package for the functions' platform: its prebuilt parts by name, which leaves what is installed for
 * this machine alone. npm's own options for it, which remain where there are no parts, replace that.
 */
export function installCommand({ name, parts }: ForeignPackage): string {
  const { os, cpu, libc } = platform;
  if (parts.length > 0) return `npm install --no-save --force ${parts.join(" ")}`;
  return `npm install --os=${os} --cpu=${cpu} --libc=${libc} ${name}`;
}

/** Whether a package says that it runs where functions run: https://docs.npmjs.com/cli/configuring-npm/package-json#os */
export function fits({ os = [], cpu = [], libc = [] }: PackageDescription): boolean {
  return accepts(os, platform.os) && accepts(cpu, platform.cpu) && accepts(libc, platform.libc);
}

function accepts(listed: readonly string[], value: string): boolean {
  const items = [listed].flat();
  if (items.includes(`!${value}`)) return false;
  const wanted = items.filter((item) => !item.startsWith("!"));
  return wanted.length === 0 || wanted.includes(value) || wanted.includes("any");
}

/** The optional dependencies of a package, with versions, that by their names are its parts for the functions' platform. */
export function nativeParts({ optionalDependencies = {} }: PackageDescription): readonly (readonly [string, string])[] {
  const { os, cpu } = platform;
  const ending = new RegExp(`(?:^|[/.-])${os}-${cpu}(?:-gnu|-glibc)?$`, "u");
  return Object.entries(optionalDependencies).filter(([name]) => ending.test(name));
}

/** The machine field of an ELF header for arm64: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const arm64 = 183;

/** Whether a native module was compiled for the functions' platform. */
export function isForPlatform(content: Buffer): boolean {
  return content.length >= 20 && content.readUInt32BE(0) === 0x7f454c46 && content.readUInt16LE(18) === arm64;
}
