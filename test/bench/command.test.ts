import { describe, expect, it } from "vitest";
import { readCommand } from "./command.ts";

const choices = [
  { name: "package", summary: "code to templates" },
  { name: "local", summary: "the local server" },
];
const read = (line: string) => readCommand(line.split(" ").filter(Boolean), choices);

describe("readCommand", () => {
  it("runs everything where nothing is named", () => {
    expect(read("")).toEqual({
      request: { sections: ["package", "local"], peers: false, full: false, json: false },
    });
  });

  it("runs what is named, in its own order and once", () => {
    expect(read("local package local --json")).toMatchObject({
      request: { sections: ["package", "local"], json: true },
    });
    expect(read("local")).toMatchObject({ request: { sections: ["local"] } });
  });

  it("reads how often", () => {
    expect(read("--runs 3")).toMatchObject({ request: { runs: 3 } });
    for (const word of ["0", "-1", "2.5", "x", "1000"])
      expect(read(`--runs=${word}`)).toEqual({ fail: `--runs takes a number from 1 to 999, not "${word}".` });
  });

  it("names the sections that there are where one is unknown", () => {
    expect(read("packge")).toEqual({ fail: 'There is no section "packge", only package, local.' });
  });

  it("refuses options that it does not know or that would do nothing", () => {
    expect(read("--fast")).toHaveProperty("fail", expect.stringContaining("--fast"));
    expect(read("--full")).toHaveProperty("fail");
    expect(read("local --peers")).toHaveProperty("fail");
    expect(read("package --peers --full")).toMatchObject({ request: { peers: true, full: true } });
  });

  it("explains itself, and every section", () => {
    const command = read("--help");
    expect(command).toMatchObject({ exit: 0 });
    for (const { name, summary } of choices)
      expect(command).toHaveProperty("print", expect.stringMatching(`${name} +${summary}`));
  });
});
