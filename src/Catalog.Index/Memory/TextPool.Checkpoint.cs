using Catalog.Index.Checkpoints;

namespace Catalog.Index.Memory;

/// <content>All texts written, and read back into an empty pool; under the same numbers.</content>
internal sealed partial class TextPool
{
    /// <summary>All numbers given are below this.</summary>
    public int Limit => _ids;

    /// <summary>Writes all texts, and how often each is used.</summary>
    public void Save(CheckpointWriter output)
    {
        output.Write(_ids);
        output.Write(_next);
        _places.Save(output, _ids);
        _references.Save(output, _ids);
        output.Write(_blocks.Length);
        foreach (var block in _blocks)
        {
            output.WriteAll<byte>(block);
        }

        output.Write(_freePlaces.Count);
        foreach (var (units, places) in _freePlaces)
        {
            output.Write(units);
            output.WriteAll<uint>(places.ToArray());
        }
    }

    /// <summary>Reads what was written. The texts are found only after <see cref="FindRestored"/>.</summary>
    public void Restore(CheckpointReader input)
    {
        _ids = input.Count(sizeof(uint));
        _next = input.Read<uint>();
        _places.Restore(input, _ids);
        _references.Restore(input, _ids);
        var blocks = new byte[input.Count(sizeof(int))][];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = input.ReadAll<byte>();
        }

        (_blocks, _blockBytes) = (blocks, blocks.Sum(block => (long)block.Length));
        for (var lengths = input.Count(sizeof(int)); lengths > 0; lengths--)
        {
            _freePlaces.Add(input.Read<int>(), new Stack<uint>(input.ReadAll<uint>()));
        }
    }

    /// <summary>Makes the restored texts such as can be found, and their free numbers such as can be given.</summary>
    public void FindRestored()
    {
        _slots.Reserve(_ids);
        for (var id = True + 1; id < _ids; id++)
        {
            if (_references[id] < 0)
            {
                _freeIds.Push(id);
            }
            else
            {
                _slots.Add(Hash(Get(id, _scratch)), id);
            }
        }
    }
}
