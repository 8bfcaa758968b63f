import { Users } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/people",
  label: { en: "People", id: "Orang" },
  icon: Users,
  nav: { group: "run", order: 220 },
  roles: ["administrator"],
  load: () => import("./People"),
});
