import type { Finding } from "../../diagnostics/diagnostic.ts";

/** A lifecycle rule of S3 counts whole days. */
export const expiryInDays: Finding = {
  code: "IFFC2301",
  title: "Objects expire after whole days.",
  hint: 'Write whole days, such as `expires: "30 days"`.',
  page: `S3 looks for expired objects once a day and counts in days. A time in between would be rounded without a word, so iffc
asks for days:

    @Bucket({ expires: "2 days" }) readonly uploads!: Bucket;

https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html`,
};

/** Every finding of this kind. */
export const bucketFindings: readonly Finding[] = [expiryInDays];
