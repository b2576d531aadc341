import { defineApp } from "iffc/config";

export default defineApp({
  name: "hello",
  environments: {
    dev: { target: "aws", account: "111111111111", region: "eu-central-1", posture: "sandbox" },
  },
});
