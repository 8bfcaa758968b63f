import { Tags } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/topics",
  label: { en: "Topics", id: "Topik" },
  icon: Tags,
  nav: { group: "curate", order: 150 },
  roles: ["curator"],
  load: () => import("./Topics"),
});
