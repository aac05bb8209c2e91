namespace Catalog.Testing.Synthetic;

/// <summary>What synthetic entities are made of.</summary>
internal static class Words
{
    public static readonly string[] Nouns =
        ("billing payment order invoice customer ledger search catalog shipping inventory pricing fraud risk identity session gateway edge media image video " +
         "stream event queue batch report metric alert trace config feature flag profile account wallet refund tax offer coupon basket checkout return loyalty " +
         "review rating recommend rank notify email push sms chat ticket support audit policy consent privacy export import sync archive backup").Split(' ');

    public static readonly string[] Tags =
        ("java kotlin go rust python node typescript react postgres kafka redis grpc rest graphql batch ml data internal external critical legacy tier-1 tier-2 " +
         "tier-3 gdpr pci mobile web ios android").Split(' ');

    public static readonly string[] Languages = ["java", "go", "python", "node", "rust", "kotlin"];

    public static readonly string[] Tiers = ["gold", "silver", "bronze"];

    public static readonly string[] Regions = ["eu-west-1", "us-east-1", "ap-south-1"];

    public static readonly string[] Lifecycles = [.. Enumerable.Repeat("production", 70), .. Enumerable.Repeat("experimental", 18), .. Enumerable.Repeat("deprecated", 12)];

    public static readonly string[] ComponentTypes =
        [.. Enumerable.Repeat("service", 50), .. Enumerable.Repeat("website", 15), .. Enumerable.Repeat("library", 22), .. Enumerable.Repeat("data-pipeline", 13)];

    public static readonly string[] ApiTypes =
        [.. Enumerable.Repeat("openapi", 60), .. Enumerable.Repeat("grpc", 20), .. Enumerable.Repeat("asyncapi", 12), .. Enumerable.Repeat("graphql", 8)];

    public static readonly string[] ResourceTypes = [.. Enumerable.Repeat("database", 50), .. Enumerable.Repeat("s3-bucket", 25), .. Enumerable.Repeat("kafka-topic", 25)];

    public static readonly string[] Sentences =
    [
        "handles the writes for its area and keeps a read model for the others", "is deployed many times a day from the main branch",
        "sends an event for every change it accepts", "answers with a stable contract that its users can pin",
        "has an error budget that the team reviews each week", "keeps its own store and shares nothing but its interface",
        "is watched by two alerts and one trace dashboard",
    ];
}
