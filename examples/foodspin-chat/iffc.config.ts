import { defineApp } from "iffc/config";

export default defineApp({
  name: "foodspin-chat",
  environments: {
    dev: { target: "aws", account: "111111111111", region: "eu-central-1", posture: "sandbox" },
    prod: { target: "aws", account: "222222222222", region: "eu-central-1", posture: "protected" },
  },
});
