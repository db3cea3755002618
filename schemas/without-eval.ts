import * as z from "zod";

// Imported before any schema is made. The page's policy forbids building code from text, which zod would try for each; in
// the agent it would cost a start more than its few messages ever win.
z.config({ jitless: true });
