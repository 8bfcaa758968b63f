import { PackageOpen } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/manage/rewards",
  label: { en: "Hand out rewards", id: "Kelola hadiah" },
  icon: PackageOpen,
  nav: { group: "run", order: 330 },
  roles: ["administrator"],
  load: () => import("./ManageRewards"),
});
