import { FlagTriangleRight } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/manage/contests",
  label: { en: "Run contests", id: "Kelola kontes" },
  icon: FlagTriangleRight,
  nav: { group: "run", order: 320 },
  roles: ["administrator"],
  load: () => import("./ManageContests"),
});
