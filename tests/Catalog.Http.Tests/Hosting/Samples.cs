namespace Catalog.Http.Tests.Hosting;

/// <summary>Small entities for tests.</summary>
internal static class Samples
{
    public static string Component(string name, string owner = "team", string type = "service", string extra = "") => $$$"""
        {"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"{{{name}}}","annotations":{
        "backstage.io/managed-by-location":"url:https://x/{{{name}}}","backstage.io/managed-by-origin-location":"url:https://x/{{{name}}}"{{{extra}}}}},
        "spec":{"type":"{{{type}}}","lifecycle":"production","owner":"{{{owner}}}"}}
        """.ReplaceLineEndings("");

    public static string Group(string name) => $$$"""
        {"apiVersion":"backstage.io/v1alpha1","kind":"Group","metadata":{"name":"{{{name}}}","annotations":{
        "backstage.io/managed-by-location":"url:https://x/{{{name}}}","backstage.io/managed-by-origin-location":"url:https://x/{{{name}}}"}},
        "spec":{"type":"team","children":[]}}
        """.ReplaceLineEndings("");
}
