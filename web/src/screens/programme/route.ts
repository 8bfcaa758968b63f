import { ChartColumn } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/programme",
  label: { en: "Programme", id: "Program" },
  icon: ChartColumn,
  nav: { group: "run", order: 200 },
  roles: ["curator", "administrator", "sponsor"],
  load: () => import("./Programme"),
});
