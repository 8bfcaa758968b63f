import { ScrollText } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/audit",
  label: { en: "Audit", id: "Audit" },
  icon: ScrollText,
  nav: { group: "run", order: 270 },
  roles: ["auditor", "administrator"],
  load: () => import("./Audit"),
});
