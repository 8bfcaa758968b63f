import { useQuery } from "@tanstack/react-query";
import { networkName } from "@/data/networks";
import { postsQuery } from "@/data/posts";
import { Notice } from "@/ui/Notice";
import { ErrorState, Skeletons } from "@/ui/States";
import { HandOver } from "./HandOver";
import { useText } from "./text";

/** What comes after approving something that one publishes oneself. */
export function ApprovedByHand({ approvalId, network }: { approvalId: string; network: string }) {
  const text = useText();
  const posts = useQuery(postsQuery);
  const post = posts.data?.find((each) => each.approval_id === approvalId);
  if (posts.isError) return <ErrorState error={posts.error} retry={() => void posts.refetch()} />;
  return (
    <>
      <Notice tone="good">{text("approved-by-hand", { network: networkName(network) })}</Notice>
      {post === undefined || post.state === "accepted" ? (
        <Skeletons count={1} shape="line" />
      ) : (
        <HandOver post={post} />
      )}
    </>
  );
}
