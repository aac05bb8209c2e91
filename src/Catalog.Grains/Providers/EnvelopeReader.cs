using System.Text.Json;
using Catalog.Grains.Entities;
using Catalog.Model;

namespace Catalog.Grains.Providers;

/// <summary>
/// Reads of a provider's entity just what is asked before it is taken in: kind and name, and that both managed-by annotations are there.
/// Stops at <c>metadata</c>'s end when it has all, so that an unchanged entity costs no parse.
/// </summary>
internal static class EnvelopeReader
{
    /// <summary>Reads the canonical reference into a buffer.</summary>
    /// <param name="body">A JSON object.</param>
    /// <param name="buffer">Receives <c>kind:namespace/name</c> in lower case.</param>
    /// <param name="length">How much of it was written.</param>
    /// <returns>Why the entity cannot be taken; null when it can.</returns>
    public static Problem? Read(ReadOnlySpan<byte> body, ref char[] buffer, out int length)
    {
        length = 0;
        var envelope = new Envelope();
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return new Problem("An entity must be a JSON object.");
            while (!envelope.IsComplete && reader.Read() && reader.TokenType == JsonTokenType.PropertyName) envelope.ReadRoot(ref reader);
        }
        catch (JsonException e)
        {
            return new Problem($"The entity is not valid JSON: {e.Message}");
        }

        return envelope.Check() ?? envelope.Write(body, ref buffer, out length);
    }

    private ref struct Envelope
    {
        private Text _apiVersion;
        private Text _kind;
        private Text _name;
        private Text _namespace;
        private bool _metadata;
        private bool _location;
        private bool _origin;

        public readonly bool IsComplete => _metadata && _kind.IsThere && _apiVersion.IsThere;

        public void ReadRoot(ref Utf8JsonReader reader)
        {
            if (reader.ValueTextEquals("metadata"u8)) ReadMetadata(ref reader);
            else if (reader.ValueTextEquals("kind"u8)) _kind = Text.Read(ref reader);
            else if (reader.ValueTextEquals("apiVersion"u8)) _apiVersion = Text.Read(ref reader);
            else reader.Skip();
        }

        private void ReadMetadata(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return;
            }

            _metadata = true;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("name"u8)) _name = Text.Read(ref reader);
                else if (reader.ValueTextEquals("namespace"u8)) _namespace = Text.Read(ref reader);
                else if (reader.ValueTextEquals("annotations"u8)) ReadAnnotations(ref reader);
                else reader.Skip();
            }
        }

        private void ReadAnnotations(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("backstage.io/managed-by-location"u8)) _location = Text.Read(ref reader).IsThere;
                else if (reader.ValueTextEquals("backstage.io/managed-by-origin-location"u8)) _origin = Text.Read(ref reader).IsThere;
                else reader.Skip();
            }
        }

        public readonly Problem? Check() =>
            !_apiVersion.IsThere ? Missing("apiVersion", "/apiVersion")
            : !_kind.IsThere ? Missing("kind", "/kind")
            : !_metadata ? new Problem("metadata must be an object.", "/metadata")
            : !_name.IsThere ? Missing("metadata.name", "/metadata/name")
            : !_location ? MissingAnnotation(Annotations.ManagedByLocation)
            : !_origin ? MissingAnnotation(Annotations.ManagedByOriginLocation)
            : null;

        public readonly Problem? Write(ReadOnlySpan<byte> body, ref char[] buffer, out int length)
        {
            var most = _kind.Length + _namespace.Length + _name.Length + EntityRef.DefaultNamespace.Length + 2;
            if (buffer.Length < most) buffer = new char[most];
            var at = _kind.Write(body, buffer);
            var ambiguous = buffer.AsSpan(0, at).ContainsAny(':', '/');
            buffer[at++] = ':';
            var space = at;
            at += _namespace.IsThere ? _namespace.Write(body, buffer.AsSpan(at)) : Default(buffer.AsSpan(at));
            ambiguous |= buffer.AsSpan(space, at - space).ContainsAny(':', '/');
            buffer[at++] = '/';
            length = at + _name.Write(body, buffer.AsSpan(at));
            return ambiguous ? new Problem("Neither kind nor namespace may hold ':' or '/'.") : null;
        }

        private static int Default(Span<char> buffer)
        {
            EntityRef.DefaultNamespace.CopyTo(buffer);
            return EntityRef.DefaultNamespace.Length;
        }

        private static Problem Missing(string field, string path) => new($"{field} must be a text that is not empty.", path);

        private static Problem MissingAnnotation(string name) =>
            new($"The annotation {name} must be there: it says where the entity comes from.", "/metadata/annotations");
    }

    /// <summary>Where a JSON text stands in the body; its quotes are part of it.</summary>
    private readonly record struct Text(int Start, int Length)
    {
        public bool IsThere => Length > 2;

        public static Text Read(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String) return new Text((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
            reader.Skip();
            return default;
        }

        public int Write(ReadOnlySpan<byte> body, Span<char> buffer)
        {
            var reader = new Utf8JsonReader(body.Slice(Start, Length));
            reader.Read();
            var written = reader.CopyString(buffer);
            var text = buffer[..written];
            if (System.Text.Ascii.IsValid(text)) System.Text.Ascii.ToLowerInPlace(text, out _);
            else text.ToString().ToLowerInvariant().CopyTo(text);
            return written;
        }
    }
}
