import { Rss } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/feeds",
  label: { en: "Feeds", id: "Umpan" },
  icon: Rss,
  nav: { group: "curate", order: 140 },
  roles: ["curator"],
  load: () => import("./Feeds"),
});
