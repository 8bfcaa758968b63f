import { CalendarRange } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/offerings",
  label: { en: "Offerings", id: "Penawaran" },
  icon: CalendarRange,
  nav: { group: "curate", order: 130 },
  roles: ["curator"],
  load: () => import("./Offerings"),
});
