namespace Catalog.Model.Tests.Rules;

public sealed class KindTests
{
    private const string Core = WellKnownNames.V1Alpha1;

    [Theory]
    [InlineData("Component", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"o\"}")]
    [InlineData("Component", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"user:a/b\",\"system\":\"s\",\"subcomponentOf\":\"c\",\"providesApis\":[\"a\"],\"consumesApis\":[\"api:a/b\"],\"dependsOn\":[\"component:x\"],\"dependencyOf\":\"resource:y\",\"own\":1}")]
    [InlineData("API", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"o\",\"definition\":\"d\"}")]
    [InlineData("API", "{\"type\":\"mcp-server\",\"lifecycle\":\"l\",\"owner\":\"o\",\"remotes\":[{\"type\":\"sse\",\"url\":\"http://x\"}]}")]
    [InlineData("API", "{\"type\":\"mcp-server\",\"lifecycle\":\"l\",\"owner\":\"o\",\"definition\":\"as before there were remotes\"}")]
    [InlineData("Resource", "{\"type\":\"t\",\"owner\":\"o\",\"dependsOn\":[],\"dependencyOf\":[\"component:x\"]}")]
    [InlineData("System", "{\"owner\":\"o\",\"domain\":\"d\",\"type\":\"t\"}")]
    [InlineData("Domain", "{\"owner\":\"o\",\"subdomainOf\":\"d\"}")]
    [InlineData("Group", "{\"type\":\"t\",\"children\":[],\"parent\":\"p\",\"members\":[\"u\"],\"profile\":{\"displayName\":\"d\",\"x\":1}}")]
    [InlineData("User", "{\"memberOf\":[]}")]
    [InlineData("Location", "{}")]
    [InlineData("Location", "{\"type\":\"url\",\"targets\":[\"./a\"],\"presence\":\"optional\"}")]
    [InlineData("AiResource", "{\"type\":\"own\",\"lifecycle\":\"l\",\"owner\":\"o\"}")]
    [InlineData("AiResource", "{\"type\":\"skill\",\"lifecycle\":\"l\",\"owner\":\"o\",\"dependsOn\":[\"other\"],\"agents\":[\"a\"]}")]
    [InlineData("AiResource", "{\"type\":\"rule\",\"lifecycle\":\"l\",\"owner\":\"o\",\"category\":\"c\",\"rationale\":\"r\"}")]
    [InlineData("AiResource", "{\"type\":\"plugin\",\"lifecycle\":\"l\",\"owner\":\"o\",\"skills\":[\"s\"]}")]
    [InlineData("AiResource", "{\"type\":\"marketplace\",\"lifecycle\":\"l\",\"owner\":\"o\",\"plugins\":[]}")]
    public void A_good_spec_has_no_problems(string kind, string spec) => Assert.Empty(Validate(kind, spec));

    [Theory]
    [InlineData("Component", "{\"type\":\"t\",\"lifecycle\":\"l\"}", "/spec must have required property 'owner' - missingProperty: owner")]
    [InlineData("Component", "{\"type\":5,\"lifecycle\":\"l\",\"owner\":\"o\"}", "/spec/type must be string - type: string")]
    [InlineData("Component", "{\"type\":\"t\",\"lifecycle\":\"\",\"owner\":\"o\"}", "/spec/lifecycle must NOT have fewer than 1 characters - limit: 1")]
    [InlineData("Component", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"o\",\"dependsOn\":\"component:x\"}", "/spec/dependsOn must be array - type: array")]
    [InlineData("Component", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"o\",\"dependsOn\":[\"nokind\"]}", "/spec/dependsOn/0 must be an entity reference on the form <kind>:[<namespace>/]<name>, found \"nokind\"")]
    [InlineData("Component", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"o\",\"dependencyOf\":5}", "/spec/dependencyOf must be string,array - type: string,array")]
    [InlineData("Component", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"group:\"}", "/spec/owner must be an entity reference on the form [<kind>:][<namespace>/]<name>, found \"group:\"")]
    [InlineData("Component", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\":x\"}", "/spec/owner must be an entity reference")]
    [InlineData("Component", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"a/\"}", "/spec/owner must be an entity reference")]
    [InlineData("Component", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"group:/x\"}", "/spec/owner must be an entity reference")]
    [InlineData("Component", "[]", "/spec must be object - type: object")]
    [InlineData("API", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"o\"}", "/spec must have required property 'definition'")]
    [InlineData("API", "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"o\",\"definition\":{}}", "/spec/definition must be string")]
    [InlineData("API", "{\"type\":\"mcp-server\",\"lifecycle\":\"l\",\"owner\":\"o\"}", "/spec must have required property 'remotes'")]
    [InlineData("API", "{\"type\":\"mcp-server\",\"lifecycle\":\"l\",\"owner\":\"o\",\"remotes\":[]}", "/spec/remotes must NOT have fewer than 1 items - limit: 1")]
    [InlineData("API", "{\"type\":\"mcp-server\",\"lifecycle\":\"l\",\"owner\":\"o\",\"remotes\":[{\"type\":\"sse\"}]}", "/spec/remotes/0 must have required property 'url'")]
    [InlineData("Resource", "{\"type\":\"t\"}", "/spec must have required property 'owner'")]
    [InlineData("System", "{}", "/spec must have required property 'owner'")]
    [InlineData("Domain", "{\"owner\":\"o\",\"subdomainOf\":[]}", "/spec/subdomainOf must be string")]
    [InlineData("Group", "{\"type\":\"t\"}", "/spec must have required property 'children'")]
    [InlineData("Group", "{\"type\":\"t\",\"children\":[],\"profile\":{\"email\":\"\"}}", "/spec/profile/email must NOT have fewer than 1 characters")]
    [InlineData("User", "{\"memberOf\":[null]}", "/spec/memberOf/0 must be string")]
    [InlineData("User", "{}", "/spec must have required property 'memberOf'")]
    [InlineData("Location", "{\"presence\":\"maybe\"}", "/spec/presence must be equal to one of the allowed values - allowedValues: required,optional")]
    [InlineData("Location", "{\"targets\":[\"\"]}", "/spec/targets/0 must NOT have fewer than 1 characters")]
    [InlineData("AiResource", "{\"type\":\"rule\",\"lifecycle\":\"l\",\"owner\":\"o\",\"category\":\"c\"}", "/spec must have required property 'rationale'")]
    [InlineData("AiResource", "{\"type\":\"plugin\",\"lifecycle\":\"l\",\"owner\":\"o\"}", "/spec must have required property 'skills'")]
    [InlineData("AiResource", "{\"type\":\"marketplace\",\"lifecycle\":\"l\",\"owner\":\"o\"}", "/spec must have required property 'plugins'")]
    [InlineData("AiResource", "{\"type\":\"skill\",\"lifecycle\":\"l\",\"owner\":\"o\",\"license\":1}", "/spec/license must be string")]
    public void A_bad_spec_is_one_problem_that_says_what_would_be_right(string kind, string spec, string message) =>
        Assert.StartsWith(message, Assert.Single(Validate(kind, spec)).Message, StringComparison.Ordinal);

    [Fact]
    public void All_problems_of_a_spec_are_reported_what_is_missing_first()
    {
        var problems = Validate("Component", "{\"type\":1,\"dependsOn\":[\"x\",\"component:y\",5]}");

        Assert.Equal(["/spec", "/spec", "/spec/type", "/spec/dependsOn/0", "/spec/dependsOn/2"], problems.Select(p => p.Path));
    }

    [Fact]
    public void A_text_has_a_greatest_length_where_the_kind_says_so()
    {
        string Skill(int length) => $$"""{"type":"skill","lifecycle":"l","owner":"o","compatibility":"{{new string('x', length)}}"}""";

        Assert.Empty(Validate("AiResource", Skill(500)));
        Assert.StartsWith("/spec/compatibility must NOT have more than 500 characters", Assert.Single(Validate("AiResource", Skill(501))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_spec_is_a_problem_of_the_root()
    {
        var problem = Assert.Single(EntityModel.BuiltIn.ValidateKind(TestDocuments.Body($$$"""{"apiVersion":"{{{Core}}}","kind":"Component","metadata":{"name":"a"}}""")));

        Assert.Equal("<root> must have required property 'spec' - missingProperty: spec", problem.Message);
    }

    [Theory]
    [InlineData("Component", "example.org/v1", "/apiVersion", "backstage.io/v1alpha1 or backstage.io/v1beta1")]
    [InlineData("component", Core, "/kind", "written Component")]
    [InlineData("Gadget", Core, "/kind", "the kinds known here are API, AiResource, Component")]
    [InlineData("Template", "scaffolder.backstage.io/v1beta2", "/apiVersion", "scaffolder.backstage.io/v1beta3")]
    [InlineData("AiResource", WellKnownNames.V1Beta1, "/apiVersion", "backstage.io/v1alpha1")]
    public void A_kind_or_apiVersion_that_is_not_known_is_named_with_what_is(string kind, string apiVersion, string path, string hint)
    {
        var problem = Assert.Single(Validate(kind, "{\"type\":\"t\",\"lifecycle\":\"l\",\"owner\":\"o\"}", apiVersion));

        Assert.Equal($"No processor recognized the entity {kind.ToLowerInvariant()}:default/a as valid, possibly caused by a foreign kind or apiVersion", problem.Message);
        Assert.Equal(path, problem.Path);
        Assert.Contains(hint, problem.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void V1beta1_is_another_name_of_v1alpha1() => Assert.Empty(Validate("User", "{\"memberOf\":[]}", WellKnownNames.V1Beta1));

    [Fact]
    public void A_configured_kind_is_accepted_with_any_spec_and_known_kinds_keep_their_rules()
    {
        var model = EntityModel.BuiltIn.WithKinds(["Gadget", "component"]);

        Assert.Empty(model.ValidateKind(Body("Gadget", "{\"any\":1}", "example.org/v1")));
        Assert.Empty(model.ValidateKind(TestDocuments.Body("""{"apiVersion":"x/v1","kind":"Gadget","metadata":{"name":"a"}}""")));
        Assert.NotEmpty(model.ValidateKind(Body("Component", "{}", Core)));
        Assert.NotEmpty(EntityModel.BuiltIn.ValidateKind(Body("Gadget", "{}", Core)));
        Assert.NotNull(model.Find("gADGET"));
        Assert.Null(model.Find("widget"));
    }

    [Theory]
    [InlineData("{\"type\":\"t\",\"steps\":[]}", null)]
    [InlineData("{\"type\":\"t\",\"owner\":\"o\",\"parameters\":{},\"steps\":[{\"action\":\"a\",\"if\":true,\"input\":{\"x\":[1]}}],\"output\":{\"links\":[{\"url\":\"u\",\"if\":\"x\"}],\"own\":\"text\"}}", null)]
    [InlineData("{\"type\":\"t\",\"parameters\":[{\"title\":\"x\",\"backstage:permissions\":{\"tags\":[\"a\"]}}],\"steps\":[]}", null)]
    [InlineData("{\"type\":\"t\"}", "/spec must have required property 'steps'")]
    [InlineData("{\"type\":\"t\",\"steps\":[{\"id\":\"x\"}]}", "/spec/steps/0 must have required property 'action'")]
    [InlineData("{\"type\":\"t\",\"steps\":[{\"action\":\"a\",\"if\":5}]}", "/spec/steps/0/if must be string,boolean")]
    [InlineData("{\"type\":\"t\",\"steps\":[],\"parameters\":\"x\"}", "/spec/parameters must be object,array")]
    [InlineData("{\"type\":\"t\",\"steps\":[],\"parameters\":[{\"backstage:permissions\":{\"tags\":[1]}}]}", "/spec/parameters/0/backstage:permissions/tags/0 must be string")]
    [InlineData("{\"type\":\"t\",\"steps\":[],\"output\":{\"own\":1}}", "/spec/output/own must be string")]
    [InlineData("{\"type\":\"t\",\"steps\":[],\"owner\":\"\"}", "/spec/owner must NOT have fewer than 1 characters")]
    public void A_template_has_an_outline(string spec, string? message)
    {
        var problems = Validate("Template", spec, WellKnownNames.ScaffolderV1Beta3);

        Assert.Equal(message is null ? 0 : 1, problems.Count);
        Assert.StartsWith(message ?? "", problems.Count == 0 ? "" : problems[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Component", "owner:ownedBy/ownerOf:Group subcomponentOf:partOf/hasPart:Component providesApis:providesApi/apiProvidedBy:API consumesApis:consumesApi/apiConsumedBy:API dependsOn:dependsOn/dependencyOf: dependencyOf:dependencyOf/dependsOn: system:partOf/hasPart:System")]
    [InlineData("API", "owner:ownedBy/ownerOf:Group system:partOf/hasPart:System")]
    [InlineData("Resource", "owner:ownedBy/ownerOf:Group dependsOn:dependsOn/dependencyOf: dependencyOf:dependencyOf/dependsOn: system:partOf/hasPart:System")]
    [InlineData("System", "owner:ownedBy/ownerOf:Group domain:partOf/hasPart:Domain")]
    [InlineData("Domain", "owner:ownedBy/ownerOf:Group subdomainOf:partOf/hasPart:Domain")]
    [InlineData("Group", "parent:childOf/parentOf:Group children:parentOf/childOf:Group members:hasMember/memberOf:User")]
    [InlineData("User", "memberOf:memberOf/hasMember:Group")]
    [InlineData("Location", "")]
    [InlineData("Template", "owner:ownedBy/ownerOf:Group")]
    [InlineData("AiResource", "owner:ownedBy/ownerOf:Group system:partOf/hasPart:System dependsOn:dependsOn/dependencyOf:AiResource@skill skills:hasPart/partOf:AiResource@plugin plugins:hasPart/partOf:AiResource@marketplace")]
    public void A_kind_has_these_relation_fields(string kind, string fields) => Assert.Equal(fields, string.Join(' ', EntityModel.BuiltIn.Find(kind)!.RelationFields.Select(
        f => $"{f.Path}:{f.Outgoing}/{f.Incoming}:{f.DefaultKind}{(f.SpecType is null ? "" : "@" + f.SpecType)}")));

    [Fact]
    public void Lists_of_references_are_sorted() => Assert.All(
        new[] { "Component", "Resource", "Group", "User" }.SelectMany(k => EntityModel.BuiltIn.Find(k)!.RelationFields),
        f => Assert.Equal(WellKnownNames.SortedSpecFields.Contains(f.Path), f.Sorted));

    private static IReadOnlyList<Problem> Validate(string kind, string spec, string apiVersion = Core) => EntityModel.BuiltIn.ValidateKind(Body(kind, spec, apiVersion));

    private static EntityBody Body(string kind, string spec, string apiVersion) => TestDocuments.Body(
        $$$"""{"apiVersion":"{{{apiVersion}}}","kind":"{{{kind}}}","metadata":{"name":"a"},"spec":{{{spec}}}}""");
}
