namespace Catalog.EndToEnd.Tests.Hosting;

/// <summary>Small catalog files.</summary>
internal static class Yaml
{
    public static string Component(string name, string owner = "team") => $$"""
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: {{name}}
        spec:
          type: service
          lifecycle: production
          owner: {{owner}}

        """;

    public static string Components(IEnumerable<string> names) => string.Join("---\n", names.Select(name => Component(name)));

    public static string Location(string name, params string[] targets) => $$"""
        apiVersion: backstage.io/v1alpha1
        kind: Location
        metadata:
          name: {{name}}
        spec:
          targets: [{{string.Join(", ", targets.Select(target => $"'{target}'"))}}]

        """;
}
