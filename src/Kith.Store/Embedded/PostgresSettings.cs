using System.Globalization;

namespace Kith.Store.Embedded;

/// <summary>The server settings of an embedded PostgreSQL, sized to the machine.</summary>
internal static class PostgresSettings
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>The text of the settings file; <c>ALTER SYSTEM</c> still wins over it.</summary>
    /// <param name="memory">The bytes of memory this machine or container may use.</param>
    /// <param name="processors">The processors this machine or container may use.</param>
    /// <param name="durable">Whether an acknowledged write must survive a crash.</param>
    public static string Text(long memory, int processors, bool durable)
    {
        List<(string Name, string Value)> settings =
        [
            // What is not durable serves tests, many of them beside each other.
            ("max_connections", durable ? "60" : "200"),
            ("shared_buffers", Share(memory, 8, 64, 1024)),
            ("effective_cache_size", Share(memory, 2, 256, 64 * 1024)),
            ("work_mem", Share(memory, 256, 4, 32)),
            ("maintenance_work_mem", Share(memory, 16, 64, 512)),
            ("max_parallel_workers_per_gather", Math.Clamp(processors / 2, 1, 4).ToString(CultureInfo.InvariantCulture)),
            ("random_page_cost", "1.1"),
            ("jit", "off"),
            // Imports write much in a short time; a checkpoint in the middle would write every page twice.
            ("max_wal_size", "4GB"),
            ("min_wal_size", "256MB"),
            ("checkpoint_timeout", "15min"),
            ("wal_compression", "on"),
            // After an import the planner must know the new rows soon.
            ("autovacuum_naptime", "10s"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            ("lc_messages", "C"),
            ("default_text_search_config", "pg_catalog.simple"),
            ("logging_collector", "on"),
            ("log_directory", "../log"),
            // One file for each day of the week; each is written anew a week later.
            ("log_filename", "postgresql-%a.log"),
            ("log_truncate_on_rotation", "on"),
            ("log_rotation_age", "1d"),
            ("log_rotation_size", "0"),
            ("log_file_mode", "0600"),
            // The detail of an error quotes the values of rows, which are personal data.
            ("log_error_verbosity", "terse"),
        ];
        if (!durable)
        {
            settings.AddRange([("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off")]);
        }

        const string Heading = "# Written by Kith at each start. Use ALTER SYSTEM to change a setting for good.\n";
        return Heading + string.Concat(settings.Select(setting => $"{setting.Name} = '{setting.Value}'\n"));
    }

    private static string Share(long memory, int part, long least, long most)
    {
        var megabytes = Math.Clamp(memory / part / Megabyte, least, most);
        return megabytes.ToString(CultureInfo.InvariantCulture) + "MB";
    }
}
