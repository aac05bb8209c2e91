namespace Catalog.Http.OpenApi;

/// <summary>One operation of a document: where it is, and what a request for it may hold.</summary>
/// <param name="Id">Its <c>operationId</c>.</param>
/// <param name="Method">The HTTP method, in upper case.</param>
/// <param name="Path">The path template below the base path, for example <c>/entities/by-uid/{uid}</c>.</param>
/// <param name="Query">The query parameters, in the order declared.</param>
/// <param name="Body">The JSON body; null when none is read.</param>
internal sealed record Operation(string Id, string Method, string Path, IReadOnlyList<QueryParameter> Query, BodyRule? Body)
{
    /// <summary>The parameter of that name; null when there is none.</summary>
    public QueryParameter? Parameter(string name)
    {
        foreach (var parameter in Query)
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        return null;
    }
}

/// <summary>A query parameter.</summary>
internal sealed record QueryParameter(string Name, bool Required, JsonSchema Schema)
{
    /// <summary>Whether it may be given more than once.</summary>
    public bool IsList => Schema.Type == "array";
}

/// <summary>The JSON body of an operation.</summary>
internal sealed record BodyRule(bool Required, JsonSchema Schema);
